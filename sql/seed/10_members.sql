-- Twenty-five members of a made-up community.  They have no password, and
-- their addresses are in a domain that cannot exist (RFC 2606), so nobody can
-- sign in as one of them.  None is an organiser: the place still waits for
-- its first one.  A handle that somebody real has is left alone.
with wanted (handle, display_name, company, joined, bio) as (values
	('amara', 'Amara Okafor', 'Lagos Makers', 212,
	 'Runs the workshop on open hardware. Ask me about solar chargers.'),
	('benedikt', 'Benedikt Vogel', 'Freifunk Halle', 208,
	 'Networks, cables, coffee. I bring the long ladder.'),
	('camille', 'Camille Laurent', 'Atelier Nord', 205,
	 'Graphic designer. Everything you see on the walls was printed at '
	 'midnight.'),
	('daniel_r', 'Daniel Rosenberg', 'Riverside Library', 199,
	 'Librarian who writes Python. Keeper of the lending shelf.'),
	('elif', 'Elif Yılmaz', 'Bosphorus Robotics', 190,
	 'Robots that water plants. Sometimes the carpet, too.'),
	('fionn', 'Fionn Gallagher', 'Sound & Vision Collective', 187,
	 'Front of house, lights, and the loudspeaker that hums.'),
	('grace_lim', 'Grace Lim', 'Harbour Data Co-op', 181,
	 'Statistician. I count things so that you need not.'),
	('hanna', 'Hanna Lindqvist', 'Umeå Tidningen', 176,
	 'Journalist, writes the newsletter. Send me your stories!'),
	('ines', 'Inês Carvalho', '', 170,
	 'Student of marine biology, here for the sensors.'),
	('jiro', 'Jirō Tanaka', 'Kyoto Woodworks', 163,
	 'Furniture without screws. The benches in the yard are mine.'),
	('kwame', 'Kwame Mensah', 'Accra Bikes', 158,
	 'Bicycle mechanic. Bring your puncture on Thursday.'),
	('leila', 'Leila Haddad', 'Studio Cèdre', 149,
	 'Architect. Accessibility first: tell me where you got stuck.'),
	('lukasz', 'Łukasz Wójcik', 'Wrocław Hackerspace', 141,
	 'Embedded systems and sourdough.'),
	('maeve', 'Maeve O''Brien', '', 133,
	 'Looks after volunteers. If you have an hour, I have a task.'),
	('nadia', 'Nadia Petrova', 'Open Maps Sofia', 127,
	 'Cartographer. Knows where the quiet corners are.'),
	('oliver_k', 'Oliver Krüger', 'Bäckerei Krüger', 118,
	 'Baker by night, treasurer by day.'),
	('priya', 'Priya Raman', 'Chennai Free Software Group', 104,
	 'Translator and accessibility tester. Six languages, one keyboard.'),
	('quentin', 'Quentin Dubois', 'Radio Quartier', 96,
	 'Makes the podcast. Says "one more take" a lot.'),
	('rosa', 'Rosa Giménez', 'Huerta Común', 88,
	 'Community garden, compost, and the best tomatoes.'),
	('samir', 'Samir Benali', 'Casa Dev', 75,
	 'Web developer. Taught by this very community.'),
	('tove', 'Tove Nygaard', 'Nordlys Energi', 61,
	 'Electrician. Please do not plug the kettle into the stage.'),
	('umut', 'Umut Kaya', '', 47,
	 'New in town. Happy to carry chairs.'),
	('valentina', 'Valentina Rossi', 'Teatro Minimo', 33,
	 'Improvised theatre on the last Friday of each month.'),
	('wen', '文 Wen Li', 'Paper Lantern Press', 19,
	 'Book binding, calligraphy, paper of every kind.'),
	('yusuf', 'Yusuf Demir', 'City Council', 8,
	 'Liaison to the council. Permits are my middle name.')
), made as (
	insert into account (handle, display_name, email, company, bio,
		confirmed_at, created_at, updated_at)
	select handle, display_name, handle || '@demo.foyer.invalid', company,
		bio, at, at, at
	from wanted, lateral (select now() - make_interval(days => joined,
		mins => 7 * length(bio)) as at) as t
	on conflict do nothing
	returning id
)
insert into seeded (kind, id) select 'account', id from made;
