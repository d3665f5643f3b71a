// node types.mjs OPENAPI OUT: the part of openapi.json that the console's types need, as TypeScript. Refusals are one type
// of their own (api/client.ts), so only what succeeds is kept.
import openapiTS, { astToString } from 'openapi-typescript';
import { readFileSync, writeFileSync } from 'node:fs';

const [from, to] = process.argv.slice(2);
const document = JSON.parse(readFileSync(from, 'utf8'));
for (const [path, methods] of Object.entries(document.paths)) {
    if (!path.startsWith('/api/v1/') && !path.startsWith('/documents/')) {
        delete document.paths[path];
        continue;
    }
    for (const operation of Object.values(methods)) {
        delete operation.description;
        delete operation.security;
        operation.parameters = operation.parameters?.filter(one => !one.$ref); // headers that client.ts adds
        for (const [status, answer] of Object.entries(operation.responses))
            if (status.startsWith('2')) delete answer.headers;
            else delete operation.responses[status];
    }
}
delete document.components.parameters;
writeFileSync(to, '// Made by web/console/types.sh; do not edit.\n' + astToString(await openapiTS(document)));
