update worker_identity set name_sealed = (select name_sealed from worker_identity where worker = [own 11]) where worker = [own 0]; -- own 0 -- worker_identity.name of {}: sealed value: it belongs to another key
update worker_identity set name_sealed = (select name_sealed from worker_identity where worker = [other 1]) where worker = [own 1]; -- own 1 -- worker_identity.name of {}: sealed value: it belongs to another key
update worker_identity set name_sealed = kin_name_sealed where worker = [own 2]; -- own 2 -- worker_identity.name of {}: sealed value: damaged, or moved here
update worker_identity set name_sealed = (select name_sealed from customer where name_sealed is not null limit 1) where worker = [own 3]; -- own 3 -- worker_identity.name of {}: sealed value: it belongs to another key
update worker_identity set name_sealed = cast(substr(name_sealed, 1, length(name_sealed) - 1) || x'00' as blob) where worker = [own 4]; -- own 4 -- worker_identity.name of {}: sealed value: damaged, or moved here
update worker_identity set name_sealed = substr(name_sealed, 1, 20) where worker = [own 5]; -- own 5 -- worker_identity.name of {}: sealed value: too short, it was cut
update worker_identity set name_sealed = cast(x'02' || substr(name_sealed, 2) as blob) where worker = [own 6]; -- own 6 -- worker_identity.name of {}: sealed value: format version 2
update subject_key set wrapped = (select wrapped from subject_key where subject = [own 11]) where subject = [own 7]; -- own 7 -- subject_key.wrapped of {}: sealed value: damaged, or moved here
update subject_key set (org, epoch) = (select org, epoch from subject_key where subject = [third 0]) where subject = [own 8]; -- own 8 -- subject_key.wrapped of {}: sealed value: it belongs to another key
delete from subject_key where subject = [own 9]; -- own 9 -- the key of {} is gone
update worker set state = 'roster:draft' where id = [own 10]; -- own 10 -- worker.body of row {} holds what it cannot hold
update org_key set wrapped = (select k.wrapped from org_key k where k.org <> org_key.org limit 1) where org = [agency 0]; -- other 0 -- org_key.wrapped of [agency 0] in epoch 1: sealed value: 
update case_file set state = 'signed' where id = [case 0]; -- case 0 -- case_file.body of row {} holds what it cannot hold
update data_export_part set part_sealed = cast(substr(part_sealed, 1, 100) || x'00' || substr(part_sealed, 102) as blob); -- export 0 -- the file of export {}: sealed file: 
