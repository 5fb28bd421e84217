import"./chunk-ORN64EJT.js";
