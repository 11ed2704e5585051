-- The roles of a shared store: one that owns it and upgrades it, and one for the counters that owns nothing.
--
-- For whoever runs the server (PostgreSQL 13 or newer), as a superuser. It may be run again, and on a store that exists:
-- then `owner` is the role that owns its tables today.
--
--   psql -v ON_ERROR_STOP=1 -v database=mpay -v owner=mpay_owner -v counter=mpay_counter -f roles.sql postgres
--   psql -c '\password mpay_owner' -c '\password mpay_counter' postgres
--
-- Then start the program once as the owner, which makes the tables (and again after each upgrade of the program):
--
--   promeister-mpay --store postgresql://mpay_owner@server/mpay
--
-- and choose postgresql://mpay_counter@server/mpay at each counter (Arkiv → Inställningar → Drift). A counter of this
-- role can read and write rows, and nothing else: the triggers that keep what is booked from changing stay.

\set QUIET on

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY[:'owner', :'counter']) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

SELECT format('CREATE DATABASE %I OWNER %I ENCODING ''UTF8'' TEMPLATE template0', :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec

\connect :"database"

-- Nobody but these two gets in, and only the owner makes anything.
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"counter";
GRANT ALL ON DATABASE :"database" TO :"owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO :"owner";
GRANT USAGE ON SCHEMA public TO :"counter";

-- What is there, and what later versions of the program add. A copy (pg_dump) reads the sequences too.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"counter";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"counter";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"counter";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"counter";
