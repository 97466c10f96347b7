import { mendLanguage } from "~/shared/chart/language";

// uPlot reads the language when it loads, so this module is imported before it.
mendLanguage(navigator);
