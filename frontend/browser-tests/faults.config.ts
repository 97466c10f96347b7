import { defineConfig } from '@playwright/test';
import usual from './playwright.config.ts';

// What takes long, and damages its own installation for most of the time.
export default defineConfig({ ...usual, testDir: 'faults', workers: 1, reporter: 'list' });
