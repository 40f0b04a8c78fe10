"""Pages as people meet them: a real installation with the demo city, headless Chromium, six personas."""
