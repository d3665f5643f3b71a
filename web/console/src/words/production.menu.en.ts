export default { today: "Today's production", items: 'Items', bindings: 'Binding records' };
