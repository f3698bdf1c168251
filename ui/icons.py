"""The names of the icons in `static/img/icons.svg`, one sprite made from Lucide by `scripts/vendor.sh`.

To add an icon, add its Lucide name here and run the script; `{% icon %}` refuses names that are not listed. Scenes are
the small drawings of empty pages, drawn by hand in `static/img/scenes.svg`."""

ICONS = frozenset(
    """
    arrow-down arrow-left arrow-left-right arrow-right arrow-up at-sign award badge-check ban bell bell-off book-open
    bookmark bookmark-check briefcase building-2 calendar calendar-check calendar-clock calendar-days calendar-plus
    chart-column chart-line check chevron-down chevron-left chevron-right chevron-up circle circle-alert circle-check
    circle-pause circle-question-mark circle-user circle-x clipboard-check clipboard-list clock coffee columns-3 compass
    copy database download ellipsis external-link eye eye-off file-text fingerprint flag folder footprints gift
    globe graduation-cap hand handshake hash heart heart-handshake history hourglass house inbox info key-round languages
    laptop layers life-buoy lightbulb link list list-checks lock lock-open log-in log-out mail mail-check map-pin menu
    message-circle messages-square minus monitor moon paperclip pause pencil phone pin play plus printer quote refresh-cw
    rotate-ccw route save scale school search send settings share-2 shield shield-check shuffle sliders-horizontal
    smartphone sparkles sprout star sun sun-moon table tag target thumbs-up timer trash-2 trending-up triangle-alert
    undo-2 upload user user-check user-plus users video x zap
    """.split()
)

SCENES = frozenset({"bench", "path", "letter", "cups"})
