// A page that imports this shows its inputs at once.
import * as controls from './controls';
import { hold } from './later';

hold(controls);
