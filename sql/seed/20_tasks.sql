-- Sixty tasks: what such a community has to do before its open weekend.  They
-- go below what is on the board already.  Days count from today; a member who
-- could not be made (10_members.sql) is nobody here.
with wanted (n, status, name, assignee, due, creator, age) as (values
	(1, 'To Do', 'Print the programme for the open weekend', 'camille', 5, 'hanna', 12),
	(2, 'To Do', 'Ask the council for the street permit', 'yusuf', 1, 'maeve', 11),
	(3, 'To Do', 'Find somebody who interprets into sign language', 'priya', 9, 'leila', 10),
	(4, 'To Do', 'Order 80 chairs from the neighbours', 'umut', 6, 'maeve', 9),
	(5, 'To Do', 'Write the welcome text for the front page', 'hanna', 3, 'camille', 9),
	(6, 'To Do', 'Check the first-aid box and refill it', 'tove', 0, 'maeve', 8),
	(7, 'To Do', 'Decide what to do with the old 3D printer', null, null, 'lukasz', 30),
	(8, 'To Do', 'Plan the soldering workshop for beginners', 'amara', 12, 'amara', 7),
	(9, 'To Do', 'Label the shelves in the store room', 'daniel_r', null, 'daniel_r', 21),
	(10, 'To Do', 'Buy oat milk', 'oliver_k', 0, 'fionn', 1),
	(11, 'To Do', 'Draw the map with step-free ways marked', 'nadia', 7, 'leila', 6),
	(12, 'To Do', 'Book the ferry for the excursion', 'ines', 14, 'ines', 6),
	(13, 'To Do', 'Collect questions for the panel on energy', 'quentin', 4, 'tove', 5),
	(14, 'To Do', 'Repair the left speaker (it hums)', 'fionn', 2, 'quentin', 5),
	(15, 'To Do', 'Ask the bakery for what is left on Sunday', 'oliver_k', 10, 'rosa', 4),
	(16, 'To Do', 'Set up the lending shelf with barcodes', 'daniel_r', null, 'grace_lim', 4),
	(17, 'To Do', 'Invite the school next door', null, 8, 'valentina', 3),
	(18, 'To Do', 'Try the livestream from the yard', 'quentin', 6, 'fionn', 3),
	(19, 'To Do', 'Translate the house rules into Turkish and Polish', 'elif', 11, 'priya', 2),
	(20, 'To Do', 'Bind the guest book', 'wen', 13, 'wen', 2),
	(21, 'To Do', 'Move the compost away from the bicycle stand', 'rosa', null, 'kwame', 2),
	(22, 'To Do', 'Measure the noise at the fence, ten in the evening', 'grace_lim', 5, 'yusuf', 1),
	(23, 'To Do', 'Thank the people who lent us the tent', null, 21, 'maeve', 1),
	(24, 'To Do', 'Collect ideas for the winter programme', null, null, 'valentina', 0),
	(25, 'In Progress', 'Build the benches for the yard', 'jiro', 4, 'jiro', 19),
	(26, 'In Progress', 'Wire the stage with its own circuit', 'tove', 2, 'fionn', 14),
	(27, 'In Progress', 'Wi-Fi in the yard: two access points', 'benedikt', 3, 'benedikt', 13),
	(28, 'In Progress', 'Volunteer shifts for Saturday', 'maeve', 1, 'maeve', 9),
	(29, 'In Progress', 'Poster, second version', 'camille', -1, 'hanna', 8),
	(30, 'In Progress', 'Budget for the second half of the year', 'oliver_k', -3, 'oliver_k', 16),
	(31, 'In Progress', 'Plant-watering robot: mend the left wheel', 'elif', 8, 'elif', 7),
	(32, 'In Progress', 'Interview with the founders for the podcast', 'quentin', 0, 'quentin', 6),
	(33, 'In Progress', 'Ramp for the side entrance', 'leila', 7, 'leila', 22),
	(34, 'In Progress', 'Sensor buoy: seal it and try it in the pond', 'ines', 10, 'ines', 11),
	(35, 'In Progress', 'Collect dietary needs of the speakers', 'rosa', 2, 'maeve', 4),
	(36, 'In Progress', 'Set up the ticket scanner on the old tablet', 'samir', 3, 'samir', 3),
	(37, 'In Progress', 'Rehearse the opening', 'valentina', 5, 'valentina', 3),
	(38, 'In Progress', 'Repair café: list of spare parts', 'kwame', 6, 'kwame', 2),
	(39, 'Done', 'Reserve the main hall', 'maeve', -30, 'maeve', 58),
	(40, 'Done', 'Choose the date together', 'grace_lim', -45, 'maeve', 63),
	(41, 'Done', 'Open the call for talks', 'hanna', -28, 'hanna', 44),
	(42, 'Done', 'Read the 41 proposals', 'daniel_r', -12, 'hanna', 27),
	(43, 'Done', 'Tell the speakers', 'hanna', -8, 'hanna', 20),
	(44, 'Done', 'Insurance for the weekend', 'oliver_k', -10, 'yusuf', 35),
	(45, 'Done', 'Clear the store room', 'umut', -6, 'daniel_r', 18),
	(46, 'Done', 'Fetch the projector from the repair shop', 'fionn', -4, 'fionn', 15),
	(47, 'Done', 'New bulbs for the staircase', 'tove', -9, 'jiro', 17),
	(48, 'Done', 'Web page for the programme', 'samir', -5, 'camille', 24),
	(49, 'Done', 'Newsletter of this month', 'hanna', -2, 'hanna', 10),
	(50, 'Done', 'Garden day: beds weeded', 'rosa', -7, 'rosa', 14),
	(51, 'Done', 'Test the emergency exits with a wheelchair', 'leila', -3, 'leila', 12),
	(52, 'Done', 'Card reader for donations', 'oliver_k', null, 'grace_lim', 26),
	(53, 'Done', 'First draft of the poster', 'camille', -14, 'camille', 25),
	(54, 'Done', 'Photos of the last gathering sorted', 'wen', null, 'wen', 33),
	(55, 'Done', 'Bicycle stand set in concrete', 'kwame', -11, 'kwame', 29),
	(56, 'Done', 'Ask who brings a musical instrument', 'valentina', -1, 'valentina', 9),
	(57, 'Done', 'Power plan for the yard', 'tove', -13, 'benedikt', 23),
	(58, 'Done', 'Microcontroller kits counted: 34', 'lukasz', -6, 'amara', 13),
	(59, 'Done', 'Council has been told about the street', 'yusuf', -8, 'yusuf', 19),
	(60, 'Done', 'Tea for everybody', 'elif', 0, 'umut', 1)
), demo as (
	select a.id, a.handle from account a
	join seeded s on s.kind = 'account' and s.id = a.id
), below as (
	select status, max(position) as position from task group by status
), made as (
	insert into task (name, status, position, assignee, due_on,
		created_by, created_at, updated_at)
	select w.name, w.status::task_status, coalesce(b.position, 0) + w.n,
		x.id, current_date + w.due, c.id,
		now() - make_interval(days => w.age, mins => 11 * w.n),
		now() - make_interval(days => w.age / 3, mins => 5 * w.n)
	from wanted w
	left join below b on b.status = w.status::task_status
	left join demo x on x.handle = w.assignee
	left join demo c on c.handle = w.creator
	order by w.n
	returning id
)
insert into seeded (kind, id) select 'task', id from made;
