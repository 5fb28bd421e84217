// What every page of the desk starts. Modules of single screens look for their
// element and do nothing without it.
import "./keys.js";
import "./passkey.js";
import "./panel.js";
import "./story.js";
import "./versions.js";
import "./publish.js";
import "./preview.js";
import "./checks.js";
import "./placement.js";
import "./titles.js";
import "./begin.js";
import "./notes.js";
import "./plan.js";
import "./template.js";
import "./front.js";
import "./list.js";
import "./panes.js";
import "./live.js";
import "./nav.js";
