export default { today: "Today's production", items: 'Items', bindings: 'Binding records', assemblies: 'Vehicle, battery, charger', boxes: 'Boxes', pack: 'Pack by scanning', drums: 'Cable drums' };
