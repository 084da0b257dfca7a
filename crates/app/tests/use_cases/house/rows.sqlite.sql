select count(*) from 
