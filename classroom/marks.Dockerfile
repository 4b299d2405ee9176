# A container to mark in: see docs/pages/marks.md.
FROM python:3.12-slim
RUN pip install --no-cache-dir uv
COPY . /course
WORKDIR /course
RUN uv pip install --system --no-cache --constraint constraints.txt --editable . --group classroom
ENTRYPOINT ["python", "tools/classroom.py", "grade"]
