// Writes nl_plates.csv: what npm package license-plate (MIT, Niels Bosman) says of 300 plates of each sidecode.
// It is not needed to run the tests. To make the table again, outside the repository:
//   npm install license-plate@2.2.1
//   node <repository>/tests/data/make_nl_plates.mjs > <repository>/tests/data/nl_plates.csv
import { createRequire } from "node:module";

const module = createRequire(process.cwd() + "/")("license-plate");
const LicensePlate = module.default ?? module.LicensePlate ?? module;

const SHAPES = [
  "XX9999", "9999XX", "99XX99", "XX99XX", "XXXX99", "99XXXX", "99XXX9", "9XXX99", "XX999X", "X999XX", "XXX99X",
  "X99XXX", "9XX999", "999XX9",
];
const PER_SHAPE = 300;

// Mulberry32 with a fixed seed: the same plates every time.
let state = 20261121;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const one = (letters) => letters[Math.floor(random() * letters.length)];

console.log("plate,sidecode,pretty");
for (const shape of SHAPES) {
  for (let count = 0; count < PER_SHAPE; count++) {
    const plate = [...shape].map((kind) => one(kind === "X" ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "0123456789")).join("");
    const judged = new LicensePlate(plate);
    console.log([plate, judged.sidecode(), judged.pretty()].join(","));
  }
}
