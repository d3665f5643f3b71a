export default { setup: 'Create the first administrator', platformOrganisations: 'Organisations', outbox: 'Outbox' };
