export default {
    stores: 'Stores',
    partners: 'Partners',
};
