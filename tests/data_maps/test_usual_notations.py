"""Usual notations, as somebody types them who has read no documentation: understood, or asked back in one question."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_maps.countries import CODES
from data_maps.interview import BY_KEY
from data_maps.problems import Fault
from data_maps.quantities import NotANumber, estimate
from data_maps.usual_days import day
from data_maps.usual_places import country
from data_maps.usual_words import data_of
from data_maps.vocabulary import data_types
from tests.support.examples import for_every

TODAY = date(2026, 11, 28)
NUMBERS = """
2m = 2e6
2M = 2e6
1.5 mn = 1.5e6
1,2 Mio = 1.2e6
1,2 Mio. = 1.2e6
2 Mio. Nutzer = 2e6
half a million = 5e5
3/4 million = 75e4
1 1/2 million = 1.5e6
1-1/2 million = 1.5e6
11/2 million ? is not
a quarter of a million = 2.5e5
two million = 2e6
a million = 1e6
one and a half million = 1.5e6
two and a half million = 2.5e6
2½ million = 2.5e6
½ million = 5e5
twenty-five thousand = 25e3
a hundred thousand = 1e5
one hundred and twenty thousand = 12e4
three hundred = 300
7.5 hundred = 750
7,5 hundred = 750
.5 hundred thousand = 5e4
1.5 hundred thousand = 15e4
1,500 hundred = 15e4
2.5 dozen = 30
a dozen = 12
12 000 000 = 12e6
12 000 000 = 12e6
12'000'000 = 12e6
12.000.000 = 12e6
12,000,000 = 12e6
12,00,000 = 12e5
1,500 = 1500
10k–20k = 1e4 to 2e4
10-20k = 1e4 to 2e4
10k to 20k = 1e4 to 2e4
between 10 and 20 thousand = 1e4 to 2e4
two to three million = 2e6 to 3e6
2 or 3 million = 2e6 to 3e6
1,5 bis 2 Mio = 1.5e6 to 2e6
1,5-2 Mio = 1.5e6 to 2e6
5M ± 1M = 4e6 to 6e6
5 million +/- 1 million = 4e6 to 6e6
5 million ± 10% = 4.5e6 to 5.5e6
about 3 million = 3e6
circa 3 million = 3e6
c. 3 million = 3e6
approx. 3 million = 3e6
approx 3 million = 3e6
some 3 million = 3e6
almost 3 million = 3e6
nearly 3 million = 3e6
3 million or so = 3e6
an estimated 3 million = 3e6
3 millions = 3e6
3 Millionen = 3e6
3 thousands = 3000
1 Milliarde = 1e9
1 Tausend bis 2 Milliarden = 1e3 to 2e9
1 millón = 1e6
1,5 millón = 1.5e6
3 millones = 3e6
3 milliards = 3e9
3 Mrd = 3e9
3MM = 3e6
500 Tsd = 5e5
1 crore = 1e7
15 lakh = 15e5
2 lakhs = 2e5
2 thousand = 2000
1e6 = 1e6
10^6 = 1e6
2 x 10^6 = 2e6
2*10^6 = 2e6
5 million users = 5e6
12,000 people = 12e3
300 employees = 300
2 million monthly active users = 2e6
4.5M MAU = 4.5e6
unknown = 1e3 to 1e8
don't know = 1e3 to 1e8
not known = 1e3 to 1e8
no idea = 1e3 to 1e8
? = 1e3 to 1e8
n/a = 1e3 to 1e8
at least 5 million ? at most how many
more than 5 million ? at most how many
over 5 million ? at most how many
> 5 million ? at most how many
5 million+ ? at most how many
up to 5 million ? at least how many
less than 1 lakh ? at least how many
under 100k ? at least how many
at most 5 million ? at least how many
fewer than 5000 ? at least how many
a few thousand ? from how many to how many
several hundred ? from how many to how many
millions ? from how many to how many
dozens ? from how many to how many
a couple of million ? from how many to how many
1.500 ? write 1_500 or 1
3 mil ? 3 thousand or 3 million
2 mln = 2e6
5 mill = 5e6
3/4 million = 75e4
[8M, 12M, 15M] = 8e6 to 15e6
[8,000, 15,000] = 8e3 to 15e3
10% of the population ? how many people
everyone ? how many people
all of them ? how many people
many ? how many people
"""
DAYS = """
today = 2026-11-28
now = 2026-11-28
yesterday = 2026-11-27
tomorrow = 2026-11-29
2020-03-01 = 2020-03-01
20200301 = 2020-03-01
2020/03/01 = 2020-03-01
2020.03.01 = 2020-03-01
1.3.2020 = 2020-03-01
01.03.2020 = 2020-03-01
1. 3. 2020 = 2020-03-01
13/04/2020 = 2020-04-13
4 March 2020 = 2020-03-04
March 4th, 2020 = 2020-03-04
March 4 2020 = 2020-03-04
4-Mar-2020 = 2020-03-04
4 Mar 20 ? write 2020-03-04
on 4 March 2020 = 2020-03-04
as of 4 March 2020 = 2020-03-04
since 4 March 2020 = 2020-03-04
Wed, 4 March 2020 = 2020-03-04
Wednesday 4 March 2020 = 2020-03-04
2020-03-04T10:00 = 2020-03-04
2020-03-04 10:00 = 2020-03-04
end of 2024 = 2024-12-31
end of March 2020 = 2020-03-31
beginning of 2024 = 2024-01-01
start of Q3 2025 = 2025-07-01
end of last year = 2025-12-31
two weeks ago = 2026-11-14
3 days ago = 2026-11-25
a month ago = 2026-10-28
a year ago = 2025-11-28
in 2 weeks = 2026-12-12
03/04/2020 ? write 2020-03-04 or 2020-04-03
3/4/20 ? write 2020-03-04 or 2020-04-03
4.3.20 ? write 2020-03-04
Q3 2025 ? such as 2025-07-01 or 2025-09-30
2025 Q3 ? such as 2025-07-01 or 2025-09-30
2025-Q3 ? such as 2025-07-01 or 2025-09-30
H1 2025 ? such as 2025-01-01 or 2025-06-30
since March 2020 ? such as 2020-03-01 or 2020-03-31
03/2020 ? such as 2020-03-01 or 2020-03-31
2020 ? such as 2020-01-01 or 2020-12-31
last year ? such as 2025-01-01 or 2025-12-31
this year ? such as 2026-01-01 or 2026-12-31
last month ? such as 2026-10-01 or 2026-10-31
next month ? such as 2026-12-01 or 2026-12-31
last week ? such as 2026-11-16 or 2026-11-22
last quarter ? such as 2026-07-01 or 2026-09-30
soon ? write 2020-09-25
31.02.2020 ? write 2020-09-25
2020-5-5 = 2020-05-05
2020/5/5 = 2020-05-05
2020/05 ? such as 2020-05-01 or 2020-05-31
2020-5 ? such as 2020-05-01 or 2020-05-31
2020-13-5 ? write 2020-09-25
Tuesday 5 May 2020 = 2020-05-05
sunday 5 may 2020 ? is a Tuesday (write 2020-05-05 if so)
on Sun 3/5/2020 = 2020-05-03
Wed 3/4/2020 = 2020-03-04
as of today = 2026-11-28
right now = 2026-11-28
heute = 2026-11-28
day before yesterday = 2026-11-26
the day after tomorrow = 2026-11-30
a fortnight ago = 2026-11-14
two years from now = 2028-11-28
last Friday = 2026-11-27
last Saturday = 2026-11-21
next Saturday = 2026-12-05
next Monday = 2026-11-30
end of the year = 2026-12-31
end of month = 2026-11-30
end of last March = 2026-03-31
last March ? such as 2026-03-01 or 2026-03-31
last November ? such as 2025-11-01 or 2025-11-30
next November ? such as 2027-11-01 or 2027-11-30
in March 2024 ? such as 2024-03-01 or 2024-03-31
March ? has no year (write 2026-03-01 or 2025-03-01)
27 Nov ? has no year (write 2026-11-27 or 2025-11-27)
29 Feb ? has no year (write 2024-02-29)
27.11. ? has no year (write 2026-11-27 or 2025-11-27)
January 1st ? has no year (write 2026-01-01 or 2025-01-01)
3. März 2024 = 2024-03-03
3 mars 2024 = 2024-03-03
3 de marzo de 2024 = 2024-03-03
1er août 2024 ? write 2020-09-25
2021年3月1日 = 2021-03-01
in ? write 2020-09-25
in 2 weeks ago ? write 2020-09-25
end of end of 2020 ? write 2020-09-25
"""
COUNTRIES = """
Germany = DE
germany = DE
Deutschland = DE
Allemagne = DE
Bundesrepublik Deutschland = DE
Österreich = AT
Suisse = CH
Schweiz = CH
España = ES
Brasil = BR
Italia = IT
Polska = PL
Nederland = NL
Sverige = SE
Éire = IE
中国 = CN
日本 = JP
대한민국 = KR
Россия = RU
Vereinigte Staaten = US
DEU = DE
GBR = GB
de = DE
US = US
U.S.A. = US
the States = US
United Kingdom = GB
UK = GB
Britain = GB
EU = EU
the EU = EU
European Union = EU
mainland China = CN
PRC = CN
GER = DE
ger = DE
SUI = CH
NED = NL
ROK = KR
Hong Kong = HK
Hong Kong SAR = HK
Sint Maarten = SX
South Korea = KR
Republic of Korea = KR
Viet Nam = VN
Vietnam = VN
Türkiye = TR
Turkey = TR
Cote d'Ivoire = CI
California = US
Ontario = CA
Frankfurt = DE
Montréal = CA
Sao Paulo = BR
São Paulo = BR
Frankfurt, Germany = DE
Dublin = IE
eu-central-1 = DE
us-east-1 = US
europe-west3 = DE
germanywestcentral = DE
AWS Ireland = IE
AWS eu-west-1 = IE
Azure West Europe = NL
Google Cloud Belgium = BE
Ireland (AWS) = IE
N. Virginia = US
Germany (DE) = DE
German = DE
French = FR
American = US
British = GB
Chinese = CN
Dutch = NL
Swiss = CH
Russian = RU
Korea ? South Korea (KR) or North Korea (KP)
Korean ? did you mean
Nigerian = NG
Austrian = AT
Vietnamese ? did you mean 'Vietnam'
America ? did you mean the United States (US)
Europe ? did you mean the European Union (EU)
EEA ? did you mean the European Union (EU)
Limburg ? Belgium (BE) or Netherlands (NL)
Congo ? Congo-Kinshasa (CD) or Congo-Brazzaville (CG)
Congo-Kinshasa = CD
Congo-Brazzaville = CG
St Martin ? Saint Martin (MF) or Sint Maarten (SX)
Georgia ? Georgia (GE) or the state of the United States (US)
Georgia, USA = US
Georgian = GE
North ? may be a part of a country, or only a word (did you mean Cameroon (CM)
South ? did you mean Cameroon (CM)
East ? did you mean Cameroon (CM)
West ? did you mean Cameroon (CM)
AWS North ? write its name
Meta ? 'Meta' is a firm
Man ? did you mean Isle of Man (IM)
Mon ? Myanmar (MM)
Mary ? did you mean Turkmenistan (TM)
Bar ? did you mean Montenegro (ME)
Male ? Malta (MT)
Sud ? did you mean Haiti (HT)
Delta ? did you mean Nigeria (NG)
Chin ? China (CN) or Myanmar (MM)
Roman ? is not a country
Green ? is not a country
Romanian = RO
Mexican = MX
Belgian = BE
Swedish = SE
Venezuelan = VE
Iranian = IR
Ohio = US
- ? '-' is not a country
, ? ',' is not a country
Germny ? did you mean 'Germany'
worldwide ? name the countries
UAE = AE
England = GB
N. Ireland = GB
Gr. Britain = GB
US of A = US
Bay Area = US
NYC = US
in the US = US
US citizens = US
people in Germany = DE
in = IN
S. Korea = KR
DPRK = KP
DRC = CD
Czech = CZ
Bosnia = BA
Trinidad = TT
St. Lucia = LC
St Kitts = KN
Moscow = RU
Bavaria = DE
Kosovo = XK
GDPR ? did you mean the European Union (EU)
Asia ? name the countries
Latin America ? name the countries
DACH ? name the countries
AWS ? in which country
us-east-99 ? write its name
"""
DATA = """
health records = health
Health data = health
medical history = health
medical records = health
patient data = health
diagnoses = health
prescriptions = health
heart rate = health
mental health = health
PHI = health
DNA = genetic
genetic data = genetic
fingerprints = biometric
fingerprint = biometric
face recognition = biometric
facial recognition data = biometric
Face ID = biometric
iris scans = biometric
voiceprints = biometric
selfies = image
photos = image
Pictures = image
profile picture = profile
videos = video
live streams = video
voice messages = audio
recordings = audio
phone calls = audio
call logs = metadata
chat logs = text
chats = text
messages = text
DMs = text
SMS = text
emails = text
documents = text
notes = text
contacts = contacts
contact list = contacts
address book = contacts
friends list = contacts
GPS = location
GPS data = location
location history = location
geolocation = location
whereabouts = location
passwords = credentials
login data = credentials
logins = credentials
tokens = credentials
credit cards = financial
credit card numbers = financial
bank account = financial
IBAN = financial
salary = financial
transactions = financial
purchase history = financial
IP addresses = device
IP address = device
cookies = device
advertising ID = device
IMEI = device
crash logs = device
browsing history = metadata
search history = metadata
clicks = metadata
name = profile
names = profile
e-mail address = profile
phone number = profile
home address = profile
date of birth = profile
age = profile
gender = profile
passport numbers = identity
social security number = identity
SSN = identity
driver's licence = identity
driving license = identity
ID cards = identity
religion = sensitive
political opinions = sensitive
sexual orientation = sensitive
ethnicity = sensitive
criminal records = sensitive
trade union membership = sensitive
comments = public
posts = public
photos and videos = image, video
personal data ? name those of
PII ? name those of
everything ? name those of
user content ? name those of
"""


Row = tuple[str, str, str]


def rows(text: str) -> list[Row]:
    """What is typed, whether it is understood (=) or asked back (?), and what is meant or asked."""
    parts = [re.split(r" ([=?]) (?!.* [=?] )", line, maxsplit=1) for line in text.strip().splitlines()]
    return [(typed, sign, meant) for typed, sign, meant in parts]


def judged(answer: object, say: Callable[[Any], str], sign: str, meant: str) -> bool:
    """Whether an answer is what is meant, or asks what is asked."""
    if isinstance(answer, Fault):
        return sign == "?" and meant in f"{answer.message} ({answer.hint})"
    return sign == "=" and say(answer) == meant


@for_every(("typed", "sign", "meant"), rows(NUMBERS))
def test_how_many_people(typed: str, sign: str, meant: str) -> None:
    expected = " to ".join(f"{float(end):.10g}" for end in meant.split(" to ")) if sign == "=" else meant
    assert judged(BY_KEY["users"].read(f"XA: {typed}"), _count, sign, expected)


def _count(people: dict[str, Any]) -> str:
    number = estimate(people["XA"], "count")
    ends = (number.best,) if number.low is None else (number.low, number.high)
    return " to ".join(f"{end:.10g}" for end in ends)


@for_every(("typed", "sign", "meant"), rows(DAYS))
def test_which_day(typed: str, sign: str, meant: str) -> None:
    assert judged(day(typed, TODAY), str, sign, meant)


@for_every(("typed", "sign", "meant"), rows(COUNTRIES))
def test_which_country(typed: str, sign: str, meant: str) -> None:
    assert judged(country(typed), str, sign, meant)


@for_every(("typed", "sign", "meant"), rows(DATA))
def test_which_data(typed: str, sign: str, meant: str) -> None:
    assert judged(data_of(typed), ", ".join, sign, meant)


PIECES = (
    *"two half a million 12 2.5 % ± - / . , ( ) of and in last next end quarter may 2025 monday ago week".split(),
    *"north georgia york aws frankfurt eu-central-1 german health data photos users at least unknown".split(),
)


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join))
def test_whatever_is_typed_is_understood_or_asked_back(typed: str) -> None:
    assert is_day(day(typed, TODAY)) or is_asked_back(day(typed, TODAY))
    assert country(typed) in CODES or is_asked_back(country(typed))
    types = data_of(typed)
    assert is_asked_back(types) if isinstance(types, Fault) else set(types) <= set(data_types())
    people = BY_KEY["users"].read(f"XA: {typed}")
    assert is_asked_back(people) or all(estimate(count, "count").best for count in people.values())


def is_day(answer: date | Fault) -> bool:
    return isinstance(answer, date) and 1950 <= answer.year <= 2100


def is_asked_back(answer: object) -> bool:
    """Whether an answer is a sentence that can be shown, with one question or an example."""
    return isinstance(answer, Fault) and answer.message.isprintable() and str(answer.hint) != ""


@pytest.mark.parametrize("words", ["health " + "data " * 2000, "data " * 2000])
def test_a_long_chain_of_kinds_of_data_is_read(words: str) -> None:
    assert data_of(words) == ("health",) if words.startswith("health") else isinstance(data_of(words), Fault)


def test_a_list_in_brackets_is_one_entry_and_many_entries_are_little_work() -> None:
    assert BY_KEY["users"].read("US: [1, 2, 3]; DE: 2M") == {"US": ["1", "2", "3"], "DE": "2M"}
    assert BY_KEY["users"].read("US: 1M; DE: 2M]") != BY_KEY["users"].read("US: 1M; DE: 2M")
    began = time.process_time()
    BY_KEY["users"].read("XA: 1; " * 100_000)
    assert time.process_time() - began < 1.0  # minutes where each entry looks at all that follow


def test_a_long_chain_of_ends_is_no_day() -> None:
    assert isinstance(day("end of " * 1500 + "2020", TODAY), Fault)


def test_a_map_says_how_to_write_what_is_said_in_words() -> None:
    with pytest.raises(NotANumber, match=re.escape("'two million' is not a count")) as wrong:
        estimate("two million", "count")
    assert str(wrong.value.faults[0].hint) == "write 2 million"
