import { createContext } from 'react';

/** Whether steps may wait here: those of a sequence may not, as the next step is what waits. */
export const WaitsOffered = createContext(true);
