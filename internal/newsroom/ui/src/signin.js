// All the script there is before somebody has signed in.
import "./passkey.js";
