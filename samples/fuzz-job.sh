touch known.txt
lineframer-fuzz fuzz --assembly out/PictureFuzz.dll --method PictureFuzz.Read --instrument MetadataExtractor \
    --keep-going --seconds 3600 --jobs 2 --json found.json || code=$?
[ "${code:-0}" -le 1 ] || exit "$code"
jq -r '.[].finding' found.json >all.txt
sort -u all.txt | grep -Fxv -f known.txt >new.txt || true
cat new.txt | tee -a known.txt
[ ! -s new.txt ]
