import"./chunk-4QSRFS7Y.js";
