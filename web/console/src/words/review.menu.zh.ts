export default { reviews: '审核中心', review: '审核单' };
