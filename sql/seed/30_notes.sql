-- What some of them keep in their notes: of the open weekend, of the house, of
-- themselves.  Notes are private, so each is seen by signing in as its owner
-- (`foyer admin reset hanna' prints a link for that).
with wanted (owner, name, age) as (values
	('hanna', 'Newsletter', 90),
	('hanna', 'Open weekend', 40),
	('camille', 'Print shop', 60),
	('rosa', 'Garden', 80),
	('tove', 'Wiring', 50)
), demo as (
	select a.id, a.handle from account a
	join seeded s on s.kind = 'account' and s.id = a.id
), made as (
	insert into pad (owner, name, created_at, updated_at)
	select d.id, w.name, at, at
	from wanted w join demo d on d.handle = w.owner,
		lateral (select now() - make_interval(days => w.age) as at) as t
	returning id
)
insert into seeded (kind, id) select 'pad', id from made;

with wanted (owner, pad, name, age, pinned, tags, text) as (values
	('hanna', 'Newsletter', 'Ideas for December', 1, true, '{newsletter,ideas}',
'# Ideas for December

1. **The repair café turns two**: 312 things mended, ask Kwame for the list
2. Portrait: *Wen* and the paper lanterns
3. The garden in winter (Rosa promised pictures)
4. What became of the old 3D printer?

> “Write about the people, the things explain themselves.” (Camille)

- [x] ask Quentin for a link to the podcast
- [ ] find somebody who draws
- [ ] deadline: the second Friday
'),
	('hanna', 'Newsletter', 'Interview with Jirō', 6, false, '{newsletter,interview}',
'## Interview with Jirō

**You build furniture without screws. Why?**
Because the wood moves. A screw does not know that, a joint does.

**How long does a bench take?**
Two days for the wood, forty years for the hands.

| bench | wood | joints |
|---|---|--:|
| yard, left | ash | 14 |
| yard, right | oak | 16 |
| hall | beech | 12 |

*To ask again: does he give a course in spring?*
'),
	('hanna', 'Newsletter', 'Style sheet', 70, false, '{newsletter}',
'- “open weekend”, small letters
- times as 14:30, days as *Saturday, 5 December*
- first names, unless somebody minds
- no exclamation marks. Almost none!
'),
	('hanna', 'Open weekend', 'Run of show, Saturday', 0, true, '{weekend}',
'# Saturday

| when | what | who |
|---|---|---|
| 09:00 | doors, coffee, name tags | Maeve, Umut |
| 10:00 | welcome, 10 minutes, not 20 | Hanna |
| 10:30 | soldering for beginners | Amara |
| 12:30 | soup | Oliver, Rosa |
| 14:00 | panel on energy | Tove, Yusuf |
| 16:00 | garden walk | Rosa |
| 18:00 | improvised theatre | Valentina |

```
Plan B when it rains: yard -> hall, bicycles -> staircase
```
'),
	('hanna', 'Open weekend', 'Whom to thank', 3, false, '{weekend,people}',
'The bakery for Sunday''s bread, the council for the street, the neighbours for
80 chairs, **everybody who swept** on Sunday night.
'),
	('hanna', 'Open weekend', 'What went wrong last year', 35, false, '{weekend}',
'- the microphone (see *Repair the left speaker*)
- queue at the soup: two tables instead of one
- nobody knew where the quiet room was → Nadia''s map
- we ran out of oat milk at 11:20
'),
	('hanna', null, 'Books to give back', 4, false, '{}',
'Daniel waits for:

* *The Sea Around Us*
* a novel about a lighthouse, blue cover
* the other one
'),
	('hanna', null, 'Sourdough, after Łukasz', 26, false, '{recipes}',
'**Evening:** 100 g starter, 100 g rye, 100 g water.
**Morning:** 500 g flour, 350 g water, 11 g salt; fold every half hour, four
times. **Bake** at 240 °C, twenty minutes with the lid and twenty without.
'),
	('camille', 'Print shop', 'Colours of the house', 12, true, '{design}',
'| name | hex | for |
|---|---|---|
| ink | `#1d2733` | text |
| door | `#b5462f` | headings, the door itself |
| lime | `#dfe6c8` | paper |

Contrast of *door* on *lime*: 4.9, so it may carry text.
'),
	('camille', 'Print shop', 'Poster, second draft', 2, false, '{design,weekend}',
'- bigger date
- no sun, it always rains
- braille line at the bottom (Priya checks)
- print **40 + 5**, A2, matt
'),
	('camille', null, 'Risograph: how to unjam', 44, false, '{how-to}',
'1. Stay calm.
2. Open the left door, *not* the drum.
3. Pull the sheet towards you.
4. Say thank you.
'),
	('rosa', 'Garden', 'Beds, spring', 15, true, '{garden}',
'- **bed 1** tomatoes: *Black Krim*, *Harzfeuer*
- **bed 2** beans, courgettes, and again too many courgettes
- **bed 3** rests under clover
- herbs in the crates by the south wall
'),
	('rosa', 'Garden', 'Compost log', 5, false, '{garden}',
'| day | °C | |
|---|--:|---|
| 1 | 18 | filled, too wet |
| 4 | 41 | straw added |
| 8 | 58 | turned |
| 15 | 49 | smells of forest |
'),
	('rosa', null, 'Tomato soup for eighty', 8, false, '{recipes,weekend}',
'12 kg tomatoes, 4 kg onions, 1 kg carrots, 2 l olive oil, salt, a laurel tree.
Two pots. **Begin at 8.** Vegan as it is; the cream stands beside it.
'),
	('tove', 'Wiring', 'Circuits of the hall', 20, true, '{energy}',
'| fuse | what | most |
|---|---|--:|
| F1 | light | 6 A |
| F2 | stage left | 16 A |
| F3 | stage right, **no kettle** | 16 A |
| F4 | kitchen | 16 A |
'),
	('tove', null, 'Panel on energy: questions', 1, false, '{energy,weekend}',
'1. How much does a roof like ours make in December?
2. What may a club sell to its neighbours?
3. Heat pump or sweaters?
')
), demo as (
	select a.id, a.handle from account a
	join seeded s on s.kind = 'account' and s.id = a.id
), pads as (
	select p.id, p.owner, p.name from pad p
	join seeded s on s.kind = 'pad' and s.id = p.id
), made as (
	insert into note (owner, pad_id, name, text, pinned, tags, created_at,
		updated_at)
	select d.id, p.id, w.name, w.text, w.pinned,
		note_tags(to_json(w.tags::text[])), at - interval '3 days', at
	from wanted w
	join demo d on d.handle = w.owner
	left join pads p on p.owner = d.id and p.name = w.pad,
		lateral (select now() - make_interval(days => w.age,
			mins => 3 * length(w.name)) as at) as t
	returning id
)
insert into seeded (kind, id) select 'note', id from made;
