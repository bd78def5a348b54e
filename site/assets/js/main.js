// What the page can do beyond being read. Each feature is a file of its own and stands alone; the
// page is complete without any of them.

import { themeSwitch } from "./switch.js";
import { copyButtons } from "./copy.js";
import { cells } from "./cells.js";
import { chains } from "./chains.js";
import { editing } from "./edit.js";
import { follow } from "./follow.js";
import { found } from "./found.js";
import { glossary } from "./glossary.js";
import { contents } from "./home.js";
import { offline } from "./offline.js";
import { reading } from "./progress.js";
import { quizzes } from "./quiz.js";
import { search } from "./search.js";
import { smooth } from "./smooth.js";
import { soon } from "./soon.js";
import { stops } from "./stops.js";
import { takeOver } from "./store.js";
import { terms } from "./terms.js";
import { textSettings } from "./text.js";
import { ways } from "./ways.js";
import { wrong } from "./wrong.js";

takeOver();
themeSwitch();
copyButtons();
cells();
chains();
editing();
follow();
quizzes();
reading();
search();
found();
glossary();
contents();
smooth();
textSettings();
terms();
ways();
wrong();
offline();
soon();
stops();
