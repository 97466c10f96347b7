import { defineConfig } from '@playwright/test';
import usual from './playwright.config.ts';

export default defineConfig({ ...usual, testDir: 'picture', reporter: 'list', use: { ...usual.use, trace: 'off' } });
