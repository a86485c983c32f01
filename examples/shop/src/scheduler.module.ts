// What the scheduler is made of. ScheduleModule is imported here only: in the web API every worker would run the cron.
import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { RehearsalModule } from './rehearsal/rehearsal.module';
import { NightlyReport } from './reports/nightly-report';
import { StorageModule } from './storage/storage.module';

@Module({
  imports: [ScheduleModule.forRoot(), StorageModule, RehearsalModule.register()],
  providers: [NightlyReport],
})
export class SchedulerModule {}
