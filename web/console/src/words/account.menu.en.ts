export default {
    signIn: 'Sign in',
    forgotten: 'Forgotten password',
    firstPassword: 'Change the initial password',
    join: 'Accept an invitation',
    me: 'My account',
    notFound: 'No such page',
};
