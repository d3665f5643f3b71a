-- 整车三码关联, 装箱. Both are found again here; what is true of the codes is in the event log.

-- One vehicle with its battery and its charger, by the block and counter of each code. event_home, event_id: the
-- AssociationEvent; undo_home, undo_event: the one that ended it, 0 as long as it stands.
create table assembly ( -- sqlite: rowid (wide rows)
    assembly_id bigint not null primary key,
    org_id bigint not null,
    vehicle_block bigint not null,
    vehicle_counter bigint not null,
    vehicle_product bigint not null,
    vehicle_model text not null,
    frame_number text not null,
    battery_block bigint not null,
    battery_counter bigint not null,
    battery_product bigint not null,
    charger_block bigint not null,
    charger_counter bigint not null,
    charger_product bigint not null,
    event_home bigint not null,
    event_id bigint not null,
    created_by bigint not null,
    created_at bigint not null,
    undo_home bigint not null,
    undo_event bigint not null,
    undone_by bigint not null,
    undone_at bigint not null,
    reason text not null
);
create index assembly_by_org on assembly (org_id, assembly_id);
create unique index assembly_by_vehicle on assembly (vehicle_block, vehicle_counter, undo_event);
create unique index assembly_by_battery on assembly (battery_block, battery_counter, undo_event);
create unique index assembly_by_charger on assembly (charger_block, charger_counter, undo_event);

-- A box, carton or pallet that codes are packed in. box_code: as printed on it; parent: the same as the log names it.
-- box_state: 0 open, 1 closed, 2 taken apart. expected: how many pieces it is to hold. version: grows with every change.
create table packing_box ( -- sqlite: rowid (wide rows)
    box_id bigint not null primary key,
    org_id bigint not null,
    product_id bigint not null,
    box_code text not null,
    parent text not null,
    box_level smallint not null,
    expected bigint not null,
    box_state smallint not null,
    created_by bigint not null,
    created_at bigint not null,
    changed_by bigint not null,
    changed_at bigint not null,
    version bigint not null
);
create index packing_box_by_org on packing_box (org_id, box_id);
-- parent is the same for everybody whose box has an SSCC: one of them only.
create unique index packing_box_by_parent on packing_box (parent) where box_state < 2;
create index packing_box_by_number on packing_box (org_id, box_code);
