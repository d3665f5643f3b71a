// Usage: node validate.mjs SCHEMA FILE... Says "valid <n>", or what is wrong, with exit status 1.
import { readFile } from "node:fs/promises";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const [schemaFile, ...files] = process.argv.slice(2);
const read = async (file) => JSON.parse((await readFile(file, "utf8")).replace(/^\uFEFF/, ""));
const ajv = new Ajv({ strict: false, allErrors: false });
addFormats(ajv);
const validate = ajv.compile(await read(schemaFile));
for (const file of files) {
  if (!validate(await read(file))) {
    console.error(file, JSON.stringify(validate.errors, null, 1));
    process.exit(1);
  }
}
console.log(`valid ${files.length}`);
