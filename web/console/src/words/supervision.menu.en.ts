export default { organisations: 'Enterprises', organisationFile: 'Enterprise file', feedback: 'Consumer reports' };
