-- CreateTable
CREATE TABLE "faq_category" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "titles" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "faq_category_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "faq_entry" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "category_id" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "current_version" INTEGER NOT NULL,
    "published_version" INTEGER,
    "published_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "faq_entry_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "faq_version" (
    "shop_id" INTEGER NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "restored_from" INTEGER,

    CONSTRAINT "faq_version_pkey" PRIMARY KEY ("shop_id","entry_id","number")
);

-- CreateTable
CREATE TABLE "faq_import" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "counts" JSONB NOT NULL,
    "before" JSONB NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "faq_import_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "faq_languages" (
    "shop_id" INTEGER NOT NULL,
    "languages" JSONB NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "faq_languages_pkey" PRIMARY KEY ("shop_id")
);

-- CreateIndex
CREATE INDEX "faq_entry_shop_id_category_id_idx" ON "faq_entry"("shop_id", "category_id");

-- CreateIndex
CREATE INDEX "faq_import_shop_id_imported_at_idx" ON "faq_import"("shop_id", "imported_at");
CALL confine_to_shop('faq_category');
CALL confine_to_shop('faq_entry');
CALL confine_to_shop('faq_version');
CALL confine_to_shop('faq_import');
CALL confine_to_shop('faq_languages');
