-- 流向: documents of stock-in and stock-out, what they are about in the log of events, differences, stocktakes.
-- What is in stock and on its way are the segments; a document only says what people wrote down about facts.

-- 出库单 with its 随货单. out_type, state: trade/trade.hpp. digest: SHA-256 of the note, '' of drafts. content: the remark,
-- boxes and lines, of drafts what was scanned. personal: where and whom to call, sealed. received: pieces that arrived.
create table stock_out ( -- sqlite: rowid (wide rows)
    stock_out_id bigint not null primary key,
    org_id bigint not null,
    number text not null,
    out_type smallint not null,
    state smallint not null,
    store_id bigint not null,
    target_store bigint not null,
    consignee_id bigint not null,
    partner_uscc text not null,
    partner_name text not null,
    order_id bigint not null,
    quantity bigint not null,
    boxes bigint not null,
    received bigint not null,
    sent_at bigint not null,
    received_at bigint not null,
    reminded_at bigint not null,
    digest text not null,
    content text not null,
    personal bytea not null,
    created_by bigint not null,
    created_at bigint not null,
    changed_by bigint not null,
    changed_at bigint not null,
    version bigint not null
);
create unique index stock_out_by_number on stock_out (org_id, number);
create index stock_out_by_org on stock_out (org_id, stock_out_id);
create index stock_out_by_consignee on stock_out (consignee_id, stock_out_id) where consignee_id <> 0;
create index stock_out_by_partner on stock_out (partner_uscc, number);
create index stock_out_by_name on stock_out (partner_name, number);

-- 入库单. stock_out_id: the note that it was received by, 0 for none. supplier_id: who had shipped, where it was one alone.
create table stock_in ( -- sqlite: rowid (wide rows)
    stock_in_id bigint not null primary key,
    org_id bigint not null,
    number text not null,
    in_type smallint not null,
    state smallint not null,
    store_id bigint not null,
    stock_out_id bigint not null,
    supplier_id bigint not null,
    supplier_name text not null,
    quantity bigint not null,
    boxes bigint not null,
    differences bigint not null,
    received_at bigint not null,
    content text not null,
    created_by bigint not null,
    created_at bigint not null,
    changed_by bigint not null,
    changed_at bigint not null,
    version bigint not null
);
create unique index stock_in_by_number on stock_in (org_id, number);
create index stock_in_by_org on stock_in (org_id, stock_in_id);

-- The facts that a document is about. event_role: 1 shipped, 2 received, 3 shipping voided, 4 stock-in undone, 5 counted.
create table trade_event (
    document_id bigint not null,
    event_id bigint not null,
    home_block bigint not null,
    event_role smallint not null,
    primary key (document_id, event_id)
);
create unique index trade_event_by_event on trade_event (event_id);

-- 多 少 错 破: kind 1 to 4. answered_at: 0 as long as the shipper has not answered.
create table stock_difference ( -- sqlite: rowid (wide rows)
    stock_in_id bigint not null,
    row_no bigint not null,
    kind smallint not null,
    item_text text not null,
    product_id bigint not null,
    quantity bigint not null,
    remark text not null,
    photo_id bigint not null,
    created_by bigint not null,
    created_at bigint not null,
    answer text not null,
    answered_by bigint not null,
    answered_at bigint not null,
    primary key (stock_in_id, row_no)
);
create index stock_difference_by_photo on stock_difference (photo_id) where photo_id <> 0;

-- What came in, went out, was sold or came back, for the figures of a day: kind as trade::Move. What is taken back
-- stands there once more, less than nothing.
create table stock_move (
    org_id bigint not null,
    move_id bigint not null,
    store_id bigint not null,
    kind smallint not null,
    quantity bigint not null,
    moved_at bigint not null,
    primary key (org_id, move_id)
);
create index stock_move_by_time on stock_move (org_id, moved_at);

-- 盘点单. state: 1 being counted, 2 finished. content: what was missing and in surplus once it is finished.
create table stocktake ( -- sqlite: rowid (wide rows)
    stocktake_id bigint not null primary key,
    org_id bigint not null,
    number text not null,
    state smallint not null,
    store_id bigint not null,
    product_id bigint not null,
    expected bigint not null,
    scanned bigint not null,
    missing bigint not null,
    surplus bigint not null,
    content text not null,
    created_by bigint not null,
    created_at bigint not null,
    changed_by bigint not null,
    changed_at bigint not null,
    version bigint not null
);
create unique index stocktake_by_number on stocktake (org_id, number);
create index stocktake_by_org on stocktake (org_id, stocktake_id);
create table stocktake_code (
    stocktake_id bigint not null,
    block_id bigint not null,
    counter bigint not null,
    scanned_at bigint not null,
    primary key (stocktake_id, block_id, counter)
);

-- Every version of the documents above: kind 1 stock-out, 2 stock-in, 3 stocktake.
create table trade_history ( -- sqlite: rowid (wide rows)
    document_id bigint not null,
    version bigint not null,
    kind smallint not null,
    act smallint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    org_id bigint not null,
    content text not null,
    primary key (document_id, version)
);

-- Stock of a store: what is in stock, returned, frozen or recalled.
create index segment_by_stock on segment (holder_id, location_id, block_id, first_c) where status in (4, 6, 7, 8);
-- A box by what is printed on it, whoever packed it.
create index packing_box_by_code on packing_box (box_code);
