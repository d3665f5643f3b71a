export default {
    quality: 'Data quality',
};
