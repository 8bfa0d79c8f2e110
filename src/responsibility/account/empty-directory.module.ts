import { Global, Injectable, Module } from '@nestjs/common';
import { Person, PersonDirectory } from './person-directory.port.js';

@Injectable()
class EmptyDirectory extends PersonDirectory {
  findByPhone(): Promise<Person[]> {
    return Promise.resolve([]);
  }

  findById(): Promise<Person | undefined> {
    return Promise.resolve(undefined);
  }
}

/** A register without anybody, for an application that is put together without the trainee room. */
@Global()
@Module({
  providers: [{ provide: PersonDirectory, useClass: EmptyDirectory }],
  exports: [PersonDirectory],
})
export class EmptyDirectoryModule {}
