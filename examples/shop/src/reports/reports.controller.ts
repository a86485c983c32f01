// GET /reports: the latest nightly reports, who made them and when.
import { Controller, Get } from '@nestjs/common';
import { type Report, ReportStore } from '../storage/report-store';

@Controller('reports')
export class ReportsController {
  constructor(private readonly reports: ReportStore) {}

  @Get()
  latest(): Promise<Report[]> {
    return this.reports.latest(30);
  }
}
