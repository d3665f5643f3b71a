export default { reviews: 'Reviews', review: 'Application' };
