"""What any house answers over HTTP: headers, cookies, forms, error pages, health. It knows no protocol and no person."""
