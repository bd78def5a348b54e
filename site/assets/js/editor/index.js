// Editing the programs of the book, and doing its exercises: what comes when a reader first asks for
// it. See js/edit.js for the buttons that do.

export { Places } from "./places.js";
