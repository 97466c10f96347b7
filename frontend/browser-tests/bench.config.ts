import { defineConfig } from '@playwright/test';
import usual from './playwright.config.ts';

export default defineConfig({ ...usual, testDir: 'bench', workers: 1, reporter: 'list', use: { ...usual.use, trace: 'off' } });
