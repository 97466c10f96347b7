import { createContext, useContext } from "react";

const InFile = createContext(false);

/** Marks what is drawn for a file: there are no controls, no links into the dashboard, and pictures for both themes. */
export const FileProvider = InFile.Provider;

export const useInFile = () => useContext(InFile);
