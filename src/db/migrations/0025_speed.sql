-- Pieces are found by the beginning of their model: a maker's own, and those of all makers.
create index item_by_model on item (org_id, model, item_id);
create index item_of_model on item (model, item_id);
