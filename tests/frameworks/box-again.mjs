// A second file, for the frameworks' parallel workers.
import './box.mjs';
