export default {
    register: 'Join the platform',
    organisation: 'Organisation',
    members: 'Members and roles',
    keys: 'Interface keys',
};
