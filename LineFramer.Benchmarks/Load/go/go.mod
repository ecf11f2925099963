module lineframer/chat

go 1.19
