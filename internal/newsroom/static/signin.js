import"./chunk-3OFJDZPA.js";
