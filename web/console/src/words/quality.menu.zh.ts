export default {
    quality: '数据质量',
};
