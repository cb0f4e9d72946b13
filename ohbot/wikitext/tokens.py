"""The signs of wikitext that many modules look for."""

import re

GUARD = "<nowiki/>"
"""Says "the text begins here": what stands before it is a name, what stands behind it is none.

It shows nothing on the page, and it keeps the wiki from taking the text's first character for a list mark. ohbot
writes it only where a text would be misread without it, and reads it wherever it stands.
"""
GUARD_TAG = re.compile(r"<nowiki\s*/>")
"""The same in any spelling."""
MARKER = r"<!--T:[^<>/_\n]+?-->"
UNIT = re.compile(MARKER)
"""The marker of a unit of translation: mostly a number, but people give names, too."""
TRANSLATE = re.compile(r"</?translate(?:\s[^<>]*)?>", re.IGNORECASE)
CATEGORY = (
    "category|kategorie|kategori|kategória|kategorija|kategoria|kategoro|catégorie|categoría|categoria|categorie"
    "|luokka|категория|категорія|категорија|катэгорыя|κατηγορία|カテゴリ|分类|分類|분류|تصنيف|رده|קטגוריה|श्रेणी"
    "|หมวดหมู่|thể loại"
)
FILE = (
    "file|image|datei|bild|fichier|archivo|ficheiro|arquivo|immagine|bestand|fil|plik|soubor|súbor|fájl|tiedosto|dosya"
    "|fișier|berkas|файл|датотека|αρχείο|ファイル|文件|檔案|파일|ملف|پرونده|קובץ|चित्र|ไฟล์|tập tin"
)
"""What wikis in other languages call the namespaces of categories and of pictures; all know the English names too."""
