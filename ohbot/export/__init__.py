"""What an archive holds, for other programs and for questions: its rows, the forms of exports, search, statistics.

Pure: sessions come in, texts and bytes go out. Everything is made of `rows`, in which nothing private is.
"""
