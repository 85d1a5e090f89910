/** Only what the types cannot say. A new rule comes with the bug that asked for it. */
import js from '@eslint/js'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const clock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'A pure file takes `asOf`; it has no clock.',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'A pure file takes `asOf`; it has no clock.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'A pure file has no randomness.',
  },
]
const floatMoney = [
  {
    selector: "CallExpression[callee.property.name='toFixed']",
    message: 'Money is integer minor units: format with kernel/money.',
  },
  { selector: "CallExpression[callee.name='parseFloat']", message: 'Parse amounts with kernel/money.' },
]
const environment = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Only env.server.ts reads process.env.',
  },
]

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'build',
      '.data',
      'app/db/generated',
      'app/shopify/generated',
      'extensions/**/assets',
      'test/.tmp',
      'test/architecture/planted',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['app/**/*.{ts,tsx}'],
    rules: { 'no-console': 'error', 'no-restricted-syntax': ['error', ...floatMoney, ...environment] },
  },
  {
    files: ['app/{kernel,jobs,mirror,sync,facts,sheets,tools}/**/*.ts'],
    ignores: ['**/*.server.ts'],
    rules: { 'no-restricted-syntax': ['error', ...floatMoney, ...environment, ...clock] },
  },
  {
    files: ['app/env.server.ts', 'app/db/migrate.server.ts', 'app/main.server.ts'],
    rules: { 'no-restricted-syntax': ['error', ...floatMoney] },
  },
  { files: ['app/kernel/money.ts'], rules: { 'no-restricted-syntax': ['error', ...environment, ...clock] } },
  {
    files: ['app/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y },
    rules: {
      ...reactHooks.configs.recommended.rules,
      ...jsxA11y.flatConfigs.recommended.rules,
      // What scrolls must take the focus, or the keyboard cannot scroll it (axe: scrollable-region-focusable).
      'jsx-a11y/no-noninteractive-tabindex': ['error', { roles: ['tabpanel', 'region'], tags: [] }],
    },
  },
  { files: ['**/*.js'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
)
