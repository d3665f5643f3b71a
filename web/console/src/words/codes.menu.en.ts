export default { applyCodes: 'Apply for codes', segments: 'Code blocks', codeQuery: 'Look up codes', batches: 'Batches' };
