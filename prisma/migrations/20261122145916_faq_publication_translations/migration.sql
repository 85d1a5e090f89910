ALTER TABLE "faq_publication" RENAME COLUMN "languages" TO "translations";
