export default { organisations: 'Enterprises', organisationFile: 'Enterprise file' };
