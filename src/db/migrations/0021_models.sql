-- Reserved for the rules of models.
create table model_rule_placeholder (
    id bigint not null primary key
);
