-- Names and tags are stored in Unicode's form NFC from now on, and looked up in it. PostgreSQL normalises in databases of UTF-8 only.
-- Where two corpora or accounts would get the same name, one of them keeps its old one.
do $$
begin
    if current_setting('server_encoding') = 'UTF8' then
        update corpus set name = normalize(name, NFC)
        where id in (select distinct on (project_id, normalize(name, NFC)) id
                     from corpus
                     order by project_id, normalize(name, NFC), (name = normalize(name, NFC)) desc, created_at)
          and name <> normalize(name, NFC);
        update experiment set name = normalize(name, NFC) where name <> normalize(name, NFC);
        update experiment set tags = array(select normalize(tag, NFC) from unnest(tags) with ordinality as t (tag, i) order by i)
        where array_to_string(tags, ' ') <> normalize(array_to_string(tags, ' '), NFC);
        update user_account set name = normalize(name, NFC) where name <> normalize(name, NFC);
        update user_account set email = normalize(email, NFC)
        where id in (select distinct on (lower(normalize(email, NFC))) id
                     from user_account
                     order by lower(normalize(email, NFC)), (email = normalize(email, NFC)) desc, created_at)
          and email <> normalize(email, NFC);
    end if;
end
$$;
