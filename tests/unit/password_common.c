/* password_common.c, by tables: what anybody would try, and what not. */
#include "password.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *const common[] = {
	/* one character, or a few, over and over */
	"aaaaaaaaaa", "0000000000", "abababababab", "1212121212",
	"abcabcabcabc", "passwordpassword", "monkeymonkey1", "!!!!!!!!!!",
	/* walks over the keyboard and the alphabet, either way */
	"1234567890", "0987654321", "abcdefghij", "qwertyuiop", "poiuytrewq",
	"qwertzuiop", "azertyuiop", "1q2w3e4r5t6y", "1qaz2wsx3edc",
	"zaq12wsxcde3", "asdfghjkl;", "qwerty123456", "!@#$%^&*()",
	"1a2b3c4d5e",
	/* a word with what policies ask for */
	"password12", "password123!", "Password1!", "P@ssw0rd2024!",
	"p4$$w0rd1234", "Welcome@123", "Admin@12345", "letmein!!!!",
	"Summer2024!!", "football1987", "changeme123", "iloveyou1234",
	"TrustNo1trustno1", "DRAGON1234",
	/* words and sentences that everybody knows */
	"correcthorsebatterystaple", "thisismypassword", "sunshinecoffee",
	"helloworld!", NULL
};

static const char *const uncommon[] = { "tide swept lantern",
	"correct horse battery", "kx7Qpz2mVt", "8362519407", "Tr0ub4dor&3",
	"zwei gruene Elefanten", "my dog ate 3 shoes", "nabokov pnin 57",
	"uozlifjwxe", "Übergrößenträger", "пароль-от-чердака",
	"密码不是这个而是别的东西", NULL };

Test(password_common, refuses_what_anybody_would_try)
{
	for (const char *const *p = common; *p != NULL; p++)
		cr_expect(password_is_common(*p, NULL), "%s", *p);
}

Test(password_common, lets_through_what_nobody_would)
{
	for (const char *const *p = uncommon; *p != NULL; p++)
		cr_expect_not(password_is_common(*p, NULL), "%s", *p);
}

Test(password_common, knows_the_words_of_the_account)
{
	static const char *const own[] = { "Foyer Society", "ada_lovelace",
		"ada@example.org", "Ada Byron", NULL };
	static const char *const made_of_them[] = { "ada_lovelace",
		"AdaLovelace1", "4d4_l0v3l4c3", "ada@example.org",
		"FoyerSociety!", "foyer society 1", "adabyron99",
		"adabyronadabyron", NULL };

	for (const char *const *p = made_of_them; *p != NULL; p++) {
		cr_expect(password_is_common(*p, own), "%s", *p);
		if (strstr(*p, "oyer") == NULL)
			cr_expect_not(password_is_common(*p, NULL), "%s", *p);
	}
	cr_expect_not(password_is_common("tide swept lantern", own));
}

/* A handle of three letters must not forbid all that they occur in. */
Test(password_common, a_short_own_word_forbids_little)
{
	static const char *const own[] = { "ada", "a", "", "x", NULL };

	cr_expect_not(password_is_common("ada knits 4 hats", own));
	cr_expect_not(password_is_common("xaxbxcqxjvxk", own));
}

/* 1024 characters may be 4096 bytes; more than that is not looked into. */
Test(password_common, a_long_one_is_looked_at_to_its_end)
{
	static char text[4097];

	memset(text, 'a', 4096);
	cr_expect(password_is_common(text, NULL));
	memset(text, 'a', 1024);
	memcpy(text + 1013, "tide swept", 10);
	text[1024] = '\0';
	cr_expect_not(password_is_common(text, NULL));
}
